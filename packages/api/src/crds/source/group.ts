/** What the kinds of `source.toolkit.fluxcd.io` have in common. */
export const sourceKinds = {
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  category: 'fluxcd-sources',
};
