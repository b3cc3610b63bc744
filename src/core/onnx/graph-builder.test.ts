import { describe, expect, it } from 'vitest';
import { TrilemmaError } from '../../shared/errors.ts';
import { GraphBuilder } from './graph-builder.ts';

function builderWithInput() {
  const g = new GraphBuilder('test');
  return { g, x: g.input('x', 'float32', ['batch', 2]) };
}

describe('GraphBuilder', () => {
  it('names nodes by their path, operator and, from the second on, number', () => {
    const { g, x } = builderWithInput();
    const names = [
      g.node('Sin', [x]),
      g.scope('all_modules.3', () => g.scope('Conv_0', () => g.node('Sin', [x]))),
      g.scope('all_modules.3', () => g.node('Sin', [x])),
      g.node('Sin', [x]),
      g.node('Sin', [x]),
    ].map(({ name }) => name);
    expect(names).toEqual(['Sin', 'all_modules.3/Conv_0/Sin', 'all_modules.3/Sin', 'Sin_1', 'Sin_2']);
    expect(g.build().nodes.map(({ name }) => name)).toEqual(names);
  });

  it('finds another number where a name is taken', () => {
    const { g, x } = builderWithInput();
    g.input('Sin_1', 'float32', [2]);
    expect([g.node('Sin', [x]), g.node('Sin', [x])].map(({ name }) => name)).toEqual(['Sin', 'Sin_2']);
  });

  it('leaves a scope whose building fails', () => {
    const { g, x } = builderWithInput();
    expect(() =>
      g.scope('module', () => {
        throw new Error('failed');
      }),
    ).toThrow('failed');
    expect(g.node('Sin', [x]).name).toBe('Sin');
  });

  it('gives the result of a scope', () => {
    expect(builderWithInput().g.scope('module', () => 5)).toBe(5);
  });

  it('shares initializers of one name, and scalars and lists of one value', () => {
    const { g } = builderWithInput();
    const weight = () => g.initializer('weight', 'float32', [2], Float32Array.of(1, 2));
    expect(weight()).toBe(weight());
    expect(g.scalar(0.5)).toBe(g.scalar(0.5));
    expect(g.int64s([1, 2])).toBe(g.int64s([1, 2]));
    expect(g.int64s([1, 2])).not.toBe(g.int64s([12]));
    expect(g.build().initializers.map(({ name }) => name)).toEqual([
      'weight',
      'float/0.5',
      'int64/1,2',
      'int64/12',
    ]);
  });

  it('refuses one name for two things', () => {
    const { g, x } = builderWithInput();
    g.initializer('weight', 'float32', [2, 1], Float32Array.of(1, 2));
    expect(() => g.initializer('weight', 'float32', [2], Float32Array.of(1, 2))).toThrow(
      'weight is float32 [2, 1] in one place and float32 [2] in another.',
    );
    expect(() => g.initializer('weight', 'int32', [2, 1], Int32Array.of(1, 2))).toThrow(
      'int32 [2, 1] in another',
    );
    expect(() => g.initializer('x', 'float32', [], Float32Array.of(1))).toThrow('The graph has x twice.');
    expect(() => g.input('x', 'float32', [2])).toThrow('The graph has x twice.');
    expect(() => g.output('x', x)).toThrow('The graph has x twice.');
  });

  it('refuses data that does not fill the shape', () => {
    const { g } = builderWithInput();
    expect(() => g.initializer('weight', 'float32', [2, 2], new Float32Array(3))).toThrow(
      'weight: 3 values do not fill [2, 2].',
    );
  });

  it('names the node that does not fit', () => {
    const { g, x } = builderWithInput();
    const wide = g.input('wide', 'float32', ['batch', 3]);
    const build = () => g.scope('all_modules.3', () => g.node('Add', [x, wide]));
    expect(build).toThrow('all_modules.3/Add: [batch, 2] does not broadcast with [batch, 3].');
    expect(build).toThrow(TrilemmaError);
    expect(build).toThrow(expect.objectContaining({ code: 'graph' }));
  });

  it('gives an output a name of its own', () => {
    const { g, x } = builderWithInput();
    const sin = g.node('Sin', [x]);
    g.output('y', sin);
    const { inputs, outputs, nodes } = g.build();
    expect(inputs).toEqual([x]);
    expect(outputs).toEqual([{ name: 'y', elementType: 'float32', shape: ['batch', 2] }]);
    expect(nodes.at(-1)).toMatchObject({ op: 'Identity', inputs: [sin], output: { name: 'y' } });
  });
});
