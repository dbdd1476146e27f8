/** Replaced soon. */
export const ActivityPage = () => <div className="page">Activity</div>
