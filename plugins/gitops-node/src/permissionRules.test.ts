import { deliversToRule, isOwnerRule } from './permissionRules';

const apps = {
  owner: 'group:default/platform',
  deliversTo: ['group:default/team-payments', 'group:default/team-users'],
};

describe('isOwner', () => {
  it('holds for the owner of the namespace, whatever the case of the claim', () => {
    expect(
      isOwnerRule.apply(apps, { claims: ['Group:default/Platform'] }),
    ).toBe(true);
  });

  it('does not hold for those who are only delivered to', () => {
    expect(
      isOwnerRule.apply(apps, { claims: ['group:default/team-users'] }),
    ).toBe(false);
  });

  it('never holds for an object that nobody owns', () => {
    expect(
      isOwnerRule.apply({ owner: '', deliversTo: [] }, { claims: [''] }),
    ).toBe(false);
  });
});

describe('deliversTo', () => {
  it('holds for each owner of a namespace that is delivered to, and nobody else', () => {
    expect(
      deliversToRule.apply(apps, { claims: ['group:default/team-users'] }),
    ).toBe(true);
    expect(
      deliversToRule.apply(apps, { claims: ['group:default/platform'] }),
    ).toBe(false);
  });
});
