import admissionregistrationV1 from './admissionregistration-v1';
import appsV1 from './apps-v1';
import authenticationV1 from './authentication-v1';
import authorizationV1 from './authorization-v1';
import autoscalingV1 from './autoscaling-v1';
import autoscalingV2 from './autoscaling-v2';
import batchV1 from './batch-v1';
import certificatesV1 from './certificates-v1';
import coordinationV1 from './coordination-v1';
import coreV1 from './core-v1';
import discoveryV1 from './discovery-v1';
import eventsV1 from './events-v1';
import flowcontrolV1 from './flowcontrol-v1';
import networkingV1 from './networking-v1';
import nodeV1 from './node-v1';
import policyV1 from './policy-v1';
import rbacV1 from './rbac-v1';
import resourceV1 from './resource-v1';
import schedulingV1 from './scheduling-v1';
import storageV1 from './storage-v1';
import apiextensionsApiserverPkgApisApiextensionsV1 from './apiextensions-apiserver-pkg-apis-apiextensions-v1';
import apiResource from './api-resource';
import apisMetaV1 from './apis-meta-v1';
import runtime from './runtime';
import utilIntstr from './util-intstr';
import kubeAggregatorPkgApisApiregistrationV1 from './kube-aggregator-pkg-apis-apiregistration-v1';

/** Package of components → its components as JSON. */
export const packages: Readonly<Record<string, string>> = {
  'io.k8s.api.admissionregistration.v1': admissionregistrationV1,
  'io.k8s.api.apps.v1': appsV1,
  'io.k8s.api.authentication.v1': authenticationV1,
  'io.k8s.api.authorization.v1': authorizationV1,
  'io.k8s.api.autoscaling.v1': autoscalingV1,
  'io.k8s.api.autoscaling.v2': autoscalingV2,
  'io.k8s.api.batch.v1': batchV1,
  'io.k8s.api.certificates.v1': certificatesV1,
  'io.k8s.api.coordination.v1': coordinationV1,
  'io.k8s.api.core.v1': coreV1,
  'io.k8s.api.discovery.v1': discoveryV1,
  'io.k8s.api.events.v1': eventsV1,
  'io.k8s.api.flowcontrol.v1': flowcontrolV1,
  'io.k8s.api.networking.v1': networkingV1,
  'io.k8s.api.node.v1': nodeV1,
  'io.k8s.api.policy.v1': policyV1,
  'io.k8s.api.rbac.v1': rbacV1,
  'io.k8s.api.resource.v1': resourceV1,
  'io.k8s.api.scheduling.v1': schedulingV1,
  'io.k8s.api.storage.v1': storageV1,
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1': apiextensionsApiserverPkgApisApiextensionsV1,
  'io.k8s.apimachinery.pkg.api.resource': apiResource,
  'io.k8s.apimachinery.pkg.apis.meta.v1': apisMetaV1,
  'io.k8s.apimachinery.pkg.runtime': runtime,
  'io.k8s.apimachinery.pkg.util.intstr': utilIntstr,
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1': kubeAggregatorPkgApisApiregistrationV1,
};
