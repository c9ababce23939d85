import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import {
  blockedByNeighbour,
  deliveries,
  delivery,
  failedBuild,
  mixed,
  stoppedControllers,
  suspended,
  unhealthy,
} from '../__fixtures__/deliveries';
import { RecordedGitopsApi } from '../__fixtures__/recordedGitopsApi';
import { renderWith } from '../__testUtils__/renderWith';
import { GitopsContent } from './GitopsContent';

const production = () => screen.findByRole('region', { name: 'Production' });

const owned = delivery({
  actions: {
    reconcile: { allowed: true },
    suspend: { allowed: true },
    resume: { allowed: false, reason: 'It is not suspended' },
    diff: { allowed: true },
  },
});

describe('GitopsContent', () => {
  it('shows everything of every environment, without a violation', async () => {
    const { container } = renderWith(
      <GitopsContent />,
      new RecordedGitopsApi(mixed),
    );
    const lane = within(await production());
    expect(lane.getByText('Ready')).toBeInTheDocument();
    expect(
      lane.getByText('git.example.com/platform/fleet.git'),
    ).toHaveAttribute('href', 'https://git.example.com/platform/fleet.git');
    expect(lane.getByText('3 of 3')).toBeInTheDocument();
    expect(
      lane.getByRole('table', {
        name: 'Objects of this component in Production',
      }),
    ).toBeInTheDocument();
    expect(await screen.findByText('Put back')).toBeInTheDocument();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('names file, line, owner and next step, and hides the original message behind a click', async () => {
    renderWith(
      <GitopsContent />,
      new RecordedGitopsApi(deliveries([failedBuild])),
    );
    const lane = within(await production());
    expect(
      lane.getByText('apps/base/payments/deployment.yaml, line 4'),
    ).toBeInTheDocument();
    expect(lane.getByRole('link', { name: 'team-payments' })).toHaveAttribute(
      'href',
      '/catalog/default/group/team-payments',
    );
    expect(lane.getByText('correct the file and push')).toBeInTheDocument();
    const raw = lane.getByText(/accumulating resources/);
    expect(raw).not.toBeVisible();
    await userEvent.click(lane.getByText('Original message'));
    expect(raw).toBeVisible();
  });

  it("keeps the component's own health when a neighbour blocks the delivery", async () => {
    renderWith(
      <GitopsContent />,
      new RecordedGitopsApi(deliveries([blockedByNeighbour])),
    );
    const lane = within(await production());
    expect(lane.getByText('Waiting')).toBeInTheDocument();
    expect(lane.getAllByText('Healthy').length).toBeGreaterThan(0);
    expect(lane.queryByText('Degraded')).not.toBeInTheDocument();
  });

  it('says which object is ill', async () => {
    renderWith(
      <GitopsContent />,
      new RecordedGitopsApi(deliveries([unhealthy])),
    );
    const row = within(await production()).getByRole('row', {
      name: /Deployment payments\/payments/,
    });
    expect(within(row).getByText('Degraded')).toBeInTheDocument();
    expect(within(row).getByText('2 of 3')).toBeInTheDocument();
  });

  it('tells several deliveries of one environment apart', async () => {
    renderWith(
      <GitopsContent />,
      new RecordedGitopsApi(
        deliveries([
          delivery(),
          { ...failedBuild, id: { ...failedBuild.id, name: 'jobs' } },
        ]),
      ),
    );
    const names = within(await production()).getAllByRole('heading', {
      level: 4,
    });
    expect(names.map(({ textContent }) => textContent)).toEqual([
      'Kustomization flux-system/jobs',
      'Kustomization flux-system/apps',
    ]);
  });

  it('keeps working when the events cannot be loaded', async () => {
    const api = new RecordedGitopsApi(stoppedControllers);
    api.timeline = new Error('database is locked');
    renderWith(<GitopsContent />, api);
    expect(await production()).toBeInTheDocument();
    expect(await screen.findByText(/database is locked/)).toBeInTheDocument();
  });

  it('loads older events when asked to', async () => {
    const api = new RecordedGitopsApi(deliveries([delivery()]));
    renderWith(<GitopsContent />, api);
    const button = await screen.findByRole('button', { name: 'Older events' });
    api.timeline = {
      entries: [
        {
          id: '1',
          at: '2026-11-20T10:00:00Z',
          object: delivery().id,
          type: 'resumed',
          severity: 'info',
          message: 'Delivery was resumed',
        },
      ],
    };
    await userEvent.click(button);
    expect(await screen.findByText('Delivery was resumed')).toBeInTheDocument();
    expect(screen.getByText('Put back')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Older events' }),
    ).not.toBeInTheDocument();
  });
});

describe('actions', () => {
  it('shows whom a reconcile affects before it is sent, then waits for its token', async () => {
    const api = new RecordedGitopsApi(deliveries([owned]));
    renderWith(<GitopsContent />, api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Reconcile: Production' }),
    );
    const dialog = within(
      await screen.findByRole('dialog', {
        name: 'Reconcile Kustomization flux-system/apps?',
      }),
    );
    expect(
      dialog.getByText('It also delivers 2 other components:'),
    ).toBeInTheDocument();
    expect(dialog.getByRole('link', { name: 'User service' })).toHaveAttribute(
      'href',
      '/catalog/default/component/users',
    );
    expect(dialog.getAllByText('of team-users')).toHaveLength(2);
    expect(api.calls).not.toContain('reconcile');
    await userEvent.click(dialog.getByRole('button', { name: 'Reconcile' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(api.calls).toContain('reconcile');
    expect(
      await screen.findByRole('button', { name: 'Requested: Production' }),
    ).toHaveAttribute('aria-disabled', 'true');

    api.deliveries = deliveries([
      { ...owned, lastHandledReconcileAt: '2026-11-21T10:00:01.000Z' },
    ]);
    act(() => api.live.emit({ type: 'reopened' }));
    expect(
      await screen.findByRole('button', { name: 'Reconcile: Production' }),
    ).toBeInTheDocument();
  });

  it('sends a reconcile at once when nobody else is affected', async () => {
    const api = new RecordedGitopsApi(deliveries([{ ...owned, shared: [] }]));
    renderWith(<GitopsContent />, api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Reconcile: Production' }),
    );
    await waitFor(() => expect(api.calls).toContain('reconcile'));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('always asks before it suspends, and can be cancelled', async () => {
    const api = new RecordedGitopsApi(deliveries([{ ...owned, shared: [] }]));
    renderWith(<GitopsContent />, api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Suspend: Production' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/commits are not applied/)).toBeInTheDocument();
    expect(
      dialog.getByText('It delivers this component alone.'),
    ).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(api.calls).not.toContain('suspend');
  });

  it('says in the dialog why the server refused', async () => {
    const api = new RecordedGitopsApi(deliveries([owned]));
    api.refusal = new Error('The cluster Production cannot be reached now');
    renderWith(<GitopsContent />, api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Suspend: Production' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Suspend' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'That did not work: The cluster Production cannot be reached now',
    );
  });

  it('lets keyboard and screen reader reach the reason of what is not allowed', async () => {
    const api = new RecordedGitopsApi(deliveries([delivery()]));
    renderWith(<GitopsContent />, api);
    const button = await screen.findByRole('button', {
      name: 'Suspend: Production',
    });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toBeEnabled();
    expect(button).toHaveAccessibleDescription(/^Only platform, the owner/);
    act(() =>
      screen.getByRole('button', { name: 'Reconcile: Production' }).focus(),
    );
    await userEvent.tab();
    expect(button).toHaveFocus();
    expect(await screen.findByRole('tooltip')).toHaveTextContent(
      /^Only platform, the owner/,
    );
    await userEvent.keyboard('{Enter}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(api.calls).not.toContain('suspend');
  });

  it('works with the keyboard alone, and gives the focus back', async () => {
    const api = new RecordedGitopsApi(deliveries([suspended]));
    const { baseElement } = renderWith(<GitopsContent />, api);
    const button = await screen.findByRole('button', {
      name: 'Resume: Production',
    });
    act(() => button.focus());
    await userEvent.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveFocus();
    expect(await axe(dialog)).toHaveNoViolations();
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(within(baseElement).queryByRole('dialog')).toBeNull(),
    );
    await waitFor(() => expect(button).toHaveFocus());
    expect(api.calls).not.toContain('resume');
  });

  it('shows the difference field by field', async () => {
    const api = new RecordedGitopsApi(deliveries([delivery()]));
    renderWith(<GitopsContent />, api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show diff: Production' }),
    );
    const dialog = await screen.findByRole('dialog');
    const row = await within(dialog).findByRole('row', {
      name: /spec\.replicas/,
    });
    expect(
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual(['5', '3']);
    expect(
      within(dialog).getByText('Compared with main@9b1c0e5d', { exact: false }),
    ).toHaveTextContent('4 objects are as Git says.');
    expect(within(dialog).getByText('create')).toBeInTheDocument();
    expect(
      within(dialog).getByText('the portal may not read Secrets'),
    ).toBeInTheDocument();
    expect(await axe(dialog)).toHaveNoViolations();
  });

  it('says why a comparison failed', async () => {
    const api = new RecordedGitopsApi(deliveries([delivery()]));
    api.diff = new Error('the artifact is gone');
    renderWith(<GitopsContent />, api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show diff: Production' }),
    );
    expect(
      await screen.findByText('The comparison failed: the artifact is gone'),
    ).toBeInTheDocument();
  });
});
