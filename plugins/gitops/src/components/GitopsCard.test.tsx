import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import {
  blockedByNeighbour,
  deliveries,
  delivery,
  empty,
  failedBuild,
  mixed,
  pending,
  progressing,
  stoppedControllers,
  suspended,
  unconfirmed,
  unreachable,
  waitingControllers,
} from '../__fixtures__/deliveries';
import { RecordedGitopsApi } from '../__fixtures__/recordedGitopsApi';
import { renderWith } from '../__testUtils__/renderWith';
import { GitopsCard } from './GitopsCard';

const lanes = () => screen.findByRole('list', { name: 'Environments' });

describe('GitopsCard', () => {
  it('shows each environment in the configured order', async () => {
    renderWith(<GitopsCard />, new RecordedGitopsApi(mixed));
    const headings = within(await lanes()).getAllByRole('heading', {
      level: 3,
    });
    expect(headings.map(({ textContent }) => textContent)).toEqual([
      'Development',
      'Staging',
      'Production',
      'Canary',
    ]);
    expect(screen.getByText('Not delivered')).toBeInTheDocument();
  });

  it.each([
    ['Ready', delivery(), 'Synced', 'Healthy'],
    ['Failed', failedBuild, 'Blocked', 'Healthy'],
    ['Waiting', blockedByNeighbour, 'Blocked', 'Healthy'],
    ['Suspended', suspended, 'Paused', 'Healthy'],
    ['Progressing', progressing, 'Behind', 'Rolling out'],
  ])(
    'says %s in a word, and both axes',
    async (state, recorded, sync, health) => {
      const { container } = renderWith(
        <GitopsCard />,
        new RecordedGitopsApi(deliveries([recorded])),
      );
      const list = within(await lanes());
      expect(list.getByText(state)).toBeInTheDocument();
      expect(list.getByText(sync)).toBeInTheDocument();
      expect(list.getByText(health)).toBeInTheDocument();
      expect(await axe(container)).toHaveNoViolations();
    },
  );

  it('shows the commit with author, message and link, and the image', async () => {
    renderWith(<GitopsCard />, new RecordedGitopsApi(deliveries([delivery()])));
    const link = await screen.findByRole('link', {
      name: 'Commit 17955473, opens the Git server',
    });
    expect(link).toHaveAttribute(
      'href',
      expect.stringContaining('/commit/17955473'),
    );
    expect(screen.getByText('by Jane Doe')).toBeInTheDocument();
    expect(
      screen.getByText('payments: raise the timeout of refunds to 30 s'),
    ).toBeInTheDocument();
    expect(screen.getByText('1.4.2')).toBeInTheDocument();
  });

  it('says what is wrong in the sentence of the server, and is silent when all is well', async () => {
    const { unmount } = renderWith(
      <GitopsCard />,
      new RecordedGitopsApi(deliveries([failedBuild])),
    );
    expect(
      await screen.findByText(failedBuild.explanation.sentence),
    ).toBeInTheDocument();
    unmount();
    renderWith(<GitopsCard />, new RecordedGitopsApi(deliveries([delivery()])));
    await lanes();
    expect(
      screen.queryByText(delivery().explanation.sentence),
    ).not.toBeInTheDocument();
  });

  it('offers one action per environment', async () => {
    renderWith(<GitopsCard />, new RecordedGitopsApi(deliveries([suspended])));
    const buttons = within(await lanes()).getAllByRole('button');
    expect(buttons.map(button => button.textContent)).toEqual(['Resume']);
  });

  it('keeps what was last seen of a cluster that is away, and says since when', async () => {
    const { container } = renderWith(
      <GitopsCard />,
      new RecordedGitopsApi(unreachable),
    );
    expect(
      await screen.findByText(/What is shown of it was last seen then/),
    ).toBeInTheDocument();
    expect(within(await lanes()).getByText('Unknown')).toBeInTheDocument();
    expect(screen.queryByText('Failed')).not.toBeInTheDocument();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('does not call an environment undelivered while a cluster is away', async () => {
    renderWith(
      <GitopsCard />,
      new RecordedGitopsApi({
        ...empty,
        clusters: unreachable.clusters,
      }),
    );
    expect(
      await screen.findByText('Not known while Production does not answer.'),
    ).toBeInTheDocument();
    expect(screen.queryByText('Not delivered')).not.toBeInTheDocument();
  });

  it.each([
    ['stopped', stoppedControllers, /Nobody delivers to Production since/],
    ['waiting', waitingControllers, /kustomize-controller-5d8f_1b2c holds/],
  ])('says that the controllers are %s', async (_, recorded, text) => {
    renderWith(<GitopsCard />, new RecordedGitopsApi(recorded));
    expect(await screen.findByText(text)).toBeInTheDocument();
    expect(within(await lanes()).getByText('Ready')).toBeInTheDocument();
  });

  it('lists claims that nothing confirms', async () => {
    renderWith(<GitopsCard />, new RecordedGitopsApi(unconfirmed));
    expect(
      await screen.findByText('Deployment/users/users'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/No cluster binds the namespace users/),
    ).toBeInTheDocument();
  });

  it('explains to an owner how to begin', async () => {
    const { container } = renderWith(
      <GitopsCard />,
      new RecordedGitopsApi(empty),
      { claims: ['group:default/team-payments'] },
    );
    expect(
      await screen.findByText('Nothing is delivered yet'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('sluice.dev/owner: team-payments'),
    ).toBeInTheDocument();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('tells a stranger that there may be something they may not see', async () => {
    renderWith(<GitopsCard />, new RecordedGitopsApi(empty), { claims: [] });
    expect(
      await screen.findByText(/you are not a member of team-payments/),
    ).toBeInTheDocument();
  });

  it('is never blank: skeleton, then the error with a way to try again', async () => {
    const api = new RecordedGitopsApi(new Error('502 Bad Gateway'));
    renderWith(<GitopsCard />, api);
    expect(
      await screen.findByText('What is deployed could not be loaded'),
    ).toBeInTheDocument();
    api.deliveries = deliveries([delivery()]);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Ready')).toBeInTheDocument();
  });

  it('shows a skeleton while it loads', async () => {
    const api = new RecordedGitopsApi(empty);
    api.getDeliveries = () => new Promise(() => undefined);
    renderWith(<GitopsCard />, api);
    expect(
      await screen.findByRole('status', { name: 'Loading what is deployed' }),
    ).toBeInTheDocument();
  });

  it('tells a screen reader, politely, when a state changes', async () => {
    const api = new RecordedGitopsApi(deliveries([delivery()]));
    renderWith(<GitopsCard />, api);
    await lanes();
    api.deliveries = deliveries([failedBuild]);
    act(() => api.live.emit({ type: 'reopened' }));
    expect(
      await screen.findByText(/^Production is now Failed\. apps\/base/),
    ).toHaveAttribute('role', 'status');
  });

  it('offers to refresh only when it is not live', async () => {
    const api = new RecordedGitopsApi(deliveries([delivery()]));
    renderWith(<GitopsCard />, api);
    expect(await screen.findByText('Live')).toBeInTheDocument();
    expect(screen.queryByText('Refresh')).not.toBeInTheDocument();
    act(() =>
      api.live.emit({
        type: 'status',
        status: { state: 'offline', since: Date.now() },
      }),
    );
    await userEvent.click(await screen.findByText('Refresh'));
    expect(screen.getByText('Not live')).toBeInTheDocument();
    expect(api.live.retries).toBe(1);
    await waitFor(() =>
      expect(api.calls.filter(call => call === 'deliveries')).toHaveLength(2),
    );
  });

  it('shows a requested reconcile until it was handled', async () => {
    const api = new RecordedGitopsApi(deliveries([pending]));
    renderWith(<GitopsCard />, api);
    const button = await screen.findByRole('button', { name: /^Requested/ });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toHaveAccessibleDescription(/has not been handled yet/);
    api.deliveries = deliveries([delivery()]);
    act(() => api.live.emit({ type: 'reopened' }));
    expect(
      await screen.findByRole('button', { name: /^Reconcile/ }),
    ).not.toHaveAttribute('aria-disabled');
  });
});
