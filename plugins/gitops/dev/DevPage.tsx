import { EntityProvider } from '@backstage/plugin-catalog-react';
import { payments } from '../src/__fixtures__/entity';
import { GitopsCard } from '../src/components/GitopsCard';
import { GitopsContent } from '../src/components/GitopsContent';
import styles from './dev.module.css';

interface DevPageProps {
  scenario: string;
  names: string[];
}

/** The guest of the page owns the component, except where a stranger looks at it. */
const owned = {
  ...payments,
  relations: [{ type: 'ownedBy', targetRef: 'user:default/guest' }],
};

/** The card and the tab beside each other, and a list of the situations. */
export const DevPage = ({ scenario, names }: DevPageProps) => (
  <EntityProvider entity={scenario === 'stranger' ? payments : owned}>
    <main className={styles.page}>
      <h1 className={styles.title}>Payment service</h1>
      <nav className={styles.scenarios} aria-label="Situations">
        {names.map(name => (
          <a
            key={name}
            href={`?scenario=${name}`}
            aria-current={name === scenario ? 'page' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
      <div className={styles.card}>
        <GitopsCard />
      </div>
      <GitopsContent />
    </main>
  </EntityProvider>
);
