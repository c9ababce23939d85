import {
  deliveries,
  failedBuild,
  unreachable,
} from '../__fixtures__/deliveries';
import { notices } from './notices';
import { saidByNotice } from './saidByNotice';

const [lost] = unreachable.environments[0].deliveries;

describe('saidByNotice', () => {
  it('is so for a cluster that the page has named', () => {
    expect(saidByNotice(lost, notices(unreachable))).toBe(true);
  });

  it('is not so for readers to whom no cluster is shown', () => {
    expect(
      saidByNotice(lost, notices(deliveries([lost], { clusters: [] }))),
    ).toBe(false);
  });

  it('is not so for what is wrong with the delivery itself', () => {
    expect(saidByNotice(failedBuild, notices(unreachable))).toBe(false);
  });
});
