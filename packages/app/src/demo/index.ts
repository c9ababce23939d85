import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { navigation } from './navigation';
import { signInPage } from './signInPage';

/** What the demo portal adds to the app: its sign-in page and its menu. */
export const demoModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage, navigation],
});
