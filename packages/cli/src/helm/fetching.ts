export { fetchDependencies } from './chartDependencies';
export { fetchChart, fetchValues } from './chartFetch';
export { verifyArchive } from './verifyArchive';
