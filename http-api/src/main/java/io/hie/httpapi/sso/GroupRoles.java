package io.hie.httpapi.sso;

import io.hie.actormodel.production.Nearest;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What groups of a provider are here: {@code GROUP=ROLE@WORKSPACE}, several with {@code ;} between
 * them. Only what is written is given; {@code patient-data} too.
 */
final class GroupRoles {
  private static final int MOST = 1_000;
  private static final int MOST_SHOWN = 80;

  private GroupRoles() {}

  /**
   * Reads them.
   *
   * @param faults what is wrong is added here
   */
  static Map<String, Set<Grant>> parse(String text, List<String> faults) {
    Map<String, Set<Grant>> all = new TreeMap<>();
    String[] entries = text.split(";");
    if (entries.length > MOST) {
      faults.add("HIE_OIDC_ROLES has " + entries.length + " entries of at most " + MOST);
      return all;
    }
    for (String each : entries) {
      String entry = each.strip();
      if (entry.isEmpty()) {
        continue;
      }
      // The last ones, since the name of a group may have both in it.
      int equals = entry.lastIndexOf('=');
      int at = entry.lastIndexOf('@');
      if (equals <= 0 || at < equals || at == entry.length() - 1) {
        faults.add(
            "HIE_OIDC_ROLES has \""
                + shown(entry)
                + "\": write GROUP=ROLE@WORKSPACE, * for every one");
        continue;
      }
      String word = entry.substring(equals + 1, at).strip();
      String workspace = entry.substring(at + 1).strip();
      Optional<Role> role = Role.of(word);
      if (role.isEmpty()) {
        faults.add(
            "HIE_OIDC_ROLES has the role \""
                + shown(word)
                + "\""
                + Nearest.to(word, Role.words())
                    .map(near -> "; did you mean \"" + near + "\"?")
                    .orElse("; roles are " + String.join(", ", Role.words())));
        continue;
      }
      if (role.get() == Role.PLATFORM_ADMIN && !workspace.equals(Grant.EVERYWHERE)) {
        faults.add(
            "HIE_OIDC_ROLES has \""
                + shown(entry)
                + "\": platform-admin is a role everywhere; write platform-admin@* or"
                + " workspace-admin");
        continue;
      }
      all.computeIfAbsent(entry.substring(0, equals).strip(), group -> new HashSet<>())
          .add(new Grant(role.get(), workspace));
    }
    return all;
  }

  private static String shown(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }
}
