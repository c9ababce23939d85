export { SubstitutionError } from './error';
export { evaluateTemplate } from './evaluate';
export {
  isSubstitutionDisabled,
  prepareVariables,
  SUBSTITUTE_KEY,
  substituteVariables,
  type SubstituteOptions,
} from './substitute';
