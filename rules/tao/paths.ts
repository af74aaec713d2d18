/** Paths of the TAO API, below `/api/v1` and `/api/v2`. */
const ORG = '/orgs/{org_name}';

export const EXPERIMENTS = `${ORG}/experiments`;
export const EXPERIMENT = `${EXPERIMENTS}/{experiment_id}`;
export const EXPERIMENT_JOBS = `${EXPERIMENT}/jobs`;
export const EXPERIMENT_JOB = `${EXPERIMENT_JOBS}/{job_id}`;

export const DATASETS = `${ORG}/datasets`;
export const DATASET = `${DATASETS}/{dataset_id}`;
export const DATASET_JOBS = `${DATASET}/jobs`;
export const DATASET_JOB = `${DATASET_JOBS}/{job_id}`;

export const WORKSPACES = `${ORG}/workspaces`;
export const WORKSPACE = `${WORKSPACES}/{workspace_id}`;

export const JOBS = `${ORG}/jobs`;
export const JOB = `${JOBS}/{job_id}`;
export const MICROSERVICES = `${ORG}/inference_microservices`;
