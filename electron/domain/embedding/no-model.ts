import { type ModelRole, modelRoleOf, type Problem } from '../../contract/index.ts'

/** Why a stage has nothing to do while no model is chosen for its role. */
export const noModel = (role: ModelRole): Problem => {
  const { name, purpose } = modelRoleOf[role]
  return { code: 'no_model', message: `No ${name} model is chosen. Install one on the Models page to ${purpose}.` }
}
