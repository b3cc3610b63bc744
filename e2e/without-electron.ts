/** Stands for the whole suite where Electron cannot run, so that its absence is reported. */
import { test } from '@playwright/test';

test('the same tests in Electron', ({}, { project }) => {
  test.skip(true, `Electron cannot run here: ${String(project.metadata.withoutElectron)}.`);
});
