package io.hie.configuration.directory;

/** What an operation needs. Each is of one workspace, but for {@link #PLATFORM}. */
public enum Permission {
  /** See what runs, and how it is; nothing of any message's contents. */
  VIEW,
  /** Start, stop and pause items, send dead letters again, replay. */
  OPERATE,
  /** Change what runs: documents, rollbacks. */
  EDIT,
  /** Say who has which role in a workspace; erase histories; read its audit trail. */
  ADMINISTER,
  /** Read bodies and histories. */
  PATIENT_DATA,
  /** Workspaces, users, and the audit trail of everything. */
  PLATFORM
}
