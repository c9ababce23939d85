import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import type { Behaviours, KindBehaviour } from './behaviour';
import { invalid, notSupported, required } from './fieldErrors';
import {
  at,
  field,
  listAt,
  objectAt,
  objectsAt,
  sameValue,
  setDefault,
  textAt,
} from './fields';
import { checkPathSegment, checkSubdomain } from './names';
import { labelSelectorErrors } from './objectMeta';

const group = 'rbac.authorization.k8s.io';

function policyRuleErrors(
  rule: unknown,
  path: string,
  namespaced: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  if (listAt(rule, 'verbs').length === 0) {
    errors.push(
      required(`${path}.verbs`, 'verbs must contain at least one value'),
    );
  }
  const urls = listAt(rule, 'nonResourceURLs');
  if (urls.length > 0) {
    if (namespaced) {
      errors.push(
        invalid(
          `${path}.nonResourceURLs`,
          urls,
          'namespaced rules cannot apply to non-resource URLs',
        ),
      );
    }
    if (
      ['apiGroups', 'resources', 'resourceNames'].some(
        name => listAt(rule, name).length > 0,
      )
    ) {
      errors.push(
        invalid(
          `${path}.nonResourceURLs`,
          urls,
          'rules cannot apply to both regular resources and non-resource URLs',
        ),
      );
    }
    return errors;
  }
  if (listAt(rule, 'apiGroups').length === 0) {
    errors.push(
      required(
        `${path}.apiGroups`,
        'resource rules must supply at least one api group',
      ),
    );
  }
  if (listAt(rule, 'resources').length === 0) {
    errors.push(
      required(
        `${path}.resources`,
        'resource rules must supply at least one resource',
      ),
    );
  }
  return errors;
}

function ruleErrors(fields: JsonObject, namespaced: boolean): FieldError[] {
  return objectsAt(fields, 'rules').flatMap((rule, index) =>
    policyRuleErrors(rule, `rules[${index}]`, namespaced),
  );
}

/** `rules` is always printed: null when there are none. */
function printRules(fields: JsonObject): void {
  if (field(fields, 'rules') === undefined) {
    fields.rules = null;
  }
}

const role: KindBehaviour = {
  createOnUpdate: true,
  checkName: checkPathSegment,
  finish: printRules,
  validate: fields => ruleErrors(fields, true),
};

const clusterRole: KindBehaviour = {
  createOnUpdate: true,
  checkName: checkPathSegment,
  finish: printRules,
  validate: fields => [
    ...ruleErrors(fields, false),
    ...objectsAt(fields, 'aggregationRule', 'clusterRoleSelectors').flatMap(
      (selector, index) =>
        labelSelectorErrors(
          selector,
          `aggregationRule.clusterRoleSelectors[${index}]`,
        ),
    ),
  ],
};

function defaultBinding(fields: JsonObject): void {
  const reference = objectAt(fields, 'roleRef');
  if (reference && textAt(reference, 'apiGroup') === '') {
    reference.apiGroup = group;
  }
  for (const subject of objectsAt(fields, 'subjects')) {
    if (['User', 'Group'].includes(textAt(subject, 'kind'))) {
      setDefault(subject, 'apiGroup', group);
      if (subject.apiGroup === '') {
        subject.apiGroup = group;
      }
    }
  }
}

const subjectKinds = ['ServiceAccount', 'User', 'Group'];

function subjectErrors(
  subject: unknown,
  path: string,
  namespaced: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(subject, 'name');
  const kind = textAt(subject, 'kind');
  const apiGroup = textAt(subject, 'apiGroup');
  if (name === '') {
    errors.push(required(`${path}.name`));
  }
  if (kind === 'ServiceAccount') {
    if (name !== '') {
      errors.push(
        ...checkSubdomain(name).map(problem =>
          invalid(`${path}.name`, name, problem),
        ),
      );
    }
    if (apiGroup !== '') {
      errors.push(notSupported(`${path}.apiGroup`, apiGroup, ['']));
    }
    if (!namespaced && textAt(subject, 'namespace') === '') {
      errors.push(required(`${path}.namespace`));
    }
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== group) {
      errors.push(notSupported(`${path}.apiGroup`, apiGroup, [group]));
    }
  } else {
    errors.push(notSupported(`${path}.kind`, kind, subjectKinds));
  }
  return errors;
}

function binding(namespaced: boolean): KindBehaviour {
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  return {
    createOnUpdate: true,
    checkName: checkPathSegment,
    defaults: defaultBinding,
    validate(fields) {
      const errors: FieldError[] = [];
      const apiGroup = textAt(fields, 'roleRef', 'apiGroup');
      if (apiGroup !== group) {
        errors.push(notSupported('roleRef.apiGroup', apiGroup, [group]));
      }
      const kind = textAt(fields, 'roleRef', 'kind');
      if (!kinds.includes(kind)) {
        errors.push(notSupported('roleRef.kind', kind, kinds));
      }
      const name = textAt(fields, 'roleRef', 'name');
      if (name === '') {
        errors.push(required('roleRef.name'));
      } else {
        errors.push(
          ...checkPathSegment(name).map(problem =>
            invalid('roleRef.name', name, problem),
          ),
        );
      }
      objectsAt(fields, 'subjects').forEach((subject, index) =>
        errors.push(
          ...subjectErrors(subject, `subjects[${index}]`, namespaced),
        ),
      );
      return errors;
    },
    validateUpdate(fields, old) {
      const reference = at(fields, 'roleRef');
      return sameValue(reference, at(old, 'roleRef'))
        ? []
        : [
            invalid(
              'roleRef',
              {
                APIGroup: textAt(reference, 'apiGroup'),
                Kind: textAt(reference, 'kind'),
                Name: textAt(reference, 'name'),
              },
              'cannot change roleRef',
            ),
          ];
    },
  };
}

export const rbacBehaviours: Behaviours = {
  [`${group}/Role`]: role,
  [`${group}/ClusterRole`]: clusterRole,
  [`${group}/RoleBinding`]: binding(true),
  [`${group}/ClusterRoleBinding`]: binding(false),
};
