export {
  type Verification,
  type VerifyChartOptions,
  verifyChart,
} from './verify-chart';
