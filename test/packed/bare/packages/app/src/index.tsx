import '@backstage/cli/asset-types';
import '@backstage/ui/css/styles.css';
import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import gitopsPlugin from '@sluice/plugin-gitops';
import ReactDOM from 'react-dom/client';

const app = createApp({ features: [catalogPlugin, gitopsPlugin] });

ReactDOM.createRoot(document.getElementById('root')!).render(app.createRoot());
