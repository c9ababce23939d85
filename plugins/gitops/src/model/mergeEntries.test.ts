import { timeline } from '../__fixtures__/deliveries';
import { mergeEntries } from './mergeEntries';

describe('mergeEntries', () => {
  it('keeps each entry once, as the newer page has it', () => {
    const [first, second, third] = timeline.entries;
    const updated = { ...second, count: 2 };
    expect(mergeEntries([first, updated], [second, third])).toEqual([
      first,
      updated,
      third,
    ]);
  });
});
