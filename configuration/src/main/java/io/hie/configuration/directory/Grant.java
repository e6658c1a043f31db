package io.hie.configuration.directory;

/**
 * A role in a workspace.
 *
 * @param workspace its name, or {@link #EVERYWHERE}
 */
public record Grant(Role role, String workspace) implements Stored {
  /** Every workspace, those to come included. */
  public static final String EVERYWHERE = "*";

  /** Whether it gives a permission in a workspace; {@link #EVERYWHERE} asks for all of them. */
  public boolean gives(Permission permission, String where) {
    return role.permissions().contains(permission)
        && (workspace.equals(EVERYWHERE) || workspace.equals(where));
  }

  @Override
  public String toString() {
    return role.word() + " in " + (workspace.equals(EVERYWHERE) ? "every workspace" : workspace);
  }
}
