import { afterEach, describe, expect, it } from 'vitest';
import { t, translateWith } from '../../../webview-ui/words';

describe("the page's words", () => {
  afterEach(() => translateWith({}));

  it('are English, with the values in their places, until a translation is there', () => {
    expect(t('{0} % before, {1} % after', 30, 70)).toBe('30 % before, 70 % after');
    translateWith({ '{0} % before, {1} % after': '{1} 后，{0} 前' });
    expect(t('{0} % before, {1} % after', 30, 70)).toBe('70 后，30 前');
    expect(t('Close')).toBe('Close');
  });

  it('leave values alone that look like places', () => {
    expect(t('{0}, before', '{1}.png', 'x')).toBe('{1}.png, before');
  });
});
