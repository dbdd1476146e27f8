/** Replaced soon. */
export const ProblemsSheet = () => <div className="page">x</div>
