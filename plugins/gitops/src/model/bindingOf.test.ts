import { bindingOf } from './bindingOf';

describe('bindingOf', () => {
  it('names the labels that bind a namespace to a group', () => {
    expect(bindingOf('group:default/team-a')).toEqual({ label: 'team-a' });
    expect(bindingOf('group:other/team-a')).toEqual({
      label: 'team-a',
      namespaceLabel: 'other',
    });
    expect(bindingOf(undefined)).toEqual({ label: '<group>' });
  });
});
