export { fetchDependencies } from './chartDependencies';
export { fetchChart, fetchValues } from './chartFetch';
