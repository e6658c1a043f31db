package io.hie.httpapi.access;

import io.hie.configuration.directory.ApiToken;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Permission;
import io.hie.configuration.directory.Session;
import io.hie.configuration.directory.User;
import java.util.stream.Stream;

/** Who calls. */
public sealed interface Caller {

  /** As it stands in the audit trail and in the histories. */
  String who();

  /** Whether a permission is had in a workspace; {@link Grant#EVERYWHERE} asks for all of them. */
  boolean may(Permission permission, String workspace);

  /** Whether a permission is had in any workspace. */
  boolean maySomewhere(Permission permission);

  /** Nobody who is known. */
  record Nobody() implements Caller {
    @Override
    public String who() {
      return "";
    }

    @Override
    public boolean may(Permission permission, String workspace) {
      return false;
    }

    @Override
    public boolean maySomewhere(Permission permission) {
      return false;
    }
  }

  /**
   * Who holds the node's own token, and so its files: the operator of the node, who may everything,
   * patient data included.
   */
  record NodeToken() implements Caller {
    @Override
    public String who() {
      return "node-token";
    }

    @Override
    public boolean may(Permission permission, String workspace) {
      return true;
    }

    @Override
    public boolean maySomewhere(Permission permission) {
      return true;
    }
  }

  /**
   * A user, in a session.
   *
   * @param byCookie whether the call came with a cookie, which any page can make a browser send
   */
  record Person(User user, Session session, boolean byCookie) implements Caller {
    @Override
    public String who() {
      return user.name();
    }

    @Override
    public boolean may(Permission permission, String workspace) {
      return user.may(permission, workspace);
    }

    @Override
    public boolean maySomewhere(Permission permission) {
      return workspaces(user).anyMatch(each -> may(permission, each));
    }
  }

  /** A script, with what its user may and its token lets through. */
  record Script(User user, ApiToken token) implements Caller {
    @Override
    public String who() {
      return user.name() + "/" + token.name();
    }

    @Override
    public boolean may(Permission permission, String workspace) {
      return user.may(permission, workspace) && token.lets(permission, workspace);
    }

    @Override
    public boolean maySomewhere(Permission permission) {
      return Stream.concat(workspaces(user), token.workspaces().stream())
          .anyMatch(each -> may(permission, each));
    }
  }

  private static Stream<String> workspaces(User user) {
    return user.grants().stream().map(Grant::workspace);
  }
}
