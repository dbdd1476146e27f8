/** Replaced soon. */
export const SettingsPage = () => <div className="page">Settings</div>
