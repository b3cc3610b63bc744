import { expect, it } from 'vitest';
import { qualityRows } from './quality-rows.ts';

const figures = {
  pictures: 2000,
  photographs: 900,
  swd: { value: 22.04, floor: 8.4 },
  features: {
    fid: 31.257,
    kid: { value: 0.0086, floor: -0.00001 },
    precision: { value: 0.614, floor: 0.86 },
    recall: { value: 0.302, floor: 0.85 },
  },
};

it('says first what everybody understands, each figure beside that of photographs', () => {
  expect(qualityRows(figures).map(({ label, value, floor }) => [label, value, floor])).toEqual([
    ['Look like photographs', '61 %', '86 %'],
    ['Variety', '30 %', '85 %'],
    ['FID', '31.26', null],
    ['KID × 1000', '8.60', '-0.01'],
    ['Details and colours', '22.0', '8.4'],
  ]);
});

it('has details and colours alone without an Inception network', () => {
  expect(qualityRows({ ...figures, features: null }).map(({ label }) => label)).toEqual([
    'Details and colours',
  ]);
});
