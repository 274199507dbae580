import { expect, it } from 'vitest';
import { outputFolderOf } from '../../../src/shared/outputFolder';

it.each([
  ['out', 'out'],
  [' out/painted/ ', 'out/painted'],
  ['out\\painted', 'out/painted'],
  ['./out/../art', 'art'],
  ['', undefined],
  ['   ', undefined],
  ['.', undefined],
  ['..', undefined],
  ['out/../../art', undefined],
  ['/art', undefined],
  ['C:\\art', undefined],
  ['\\\\server\\art', undefined],
])('the setting %j names the folder %j', (setting, folder) => {
  expect(outputFolderOf(setting)).toBe(folder);
});
