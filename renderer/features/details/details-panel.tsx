/** Replaced soon. */
export const DetailsPanel = () => <div className="page">Details</div>
