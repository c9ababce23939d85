export { Budget, type BudgetOptions } from './budget';
export {
  TemplateExecError,
  TemplateLimitError,
  TemplateParseError,
} from './error';
export { type MissingKey } from './execution';
export { type Delimiters } from './lexer';
export {
  type ExecuteOptions,
  type ParseOptions,
  type ParsedText,
  Template,
  TemplateSet,
  parseTemplate,
} from './set';
