export { createAnomalies, type Anomalies } from './anomaly-service.ts'
export type { AnomalyQuery, AnomalyRepository, PastSignIn, PastSignIns, StoredAnomaly } from './ports.ts'
