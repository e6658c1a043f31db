package io.hie.httpapi;

import io.hie.configuration.directory.Permission;
import io.hie.configuration.directory.Role;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Permissions in words. */
final class Needs {
  private Needs() {}

  /** The roles that give a permission. */
  static String roles(Permission need) {
    return "the role "
        + Arrays.stream(Role.values())
            .filter(role -> role.permissions().contains(need))
            .map(Role::word)
            .collect(Collectors.joining(" or "));
  }
}
