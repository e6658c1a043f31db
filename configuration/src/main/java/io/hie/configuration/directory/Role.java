package io.hie.configuration.directory;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What somebody is. {@link #PATIENT_DATA} comes with no other role. */
public enum Role {
  VIEWER(Permission.VIEW),
  EDITOR(Permission.VIEW, Permission.OPERATE, Permission.EDIT),
  WORKSPACE_ADMIN(Permission.VIEW, Permission.OPERATE, Permission.EDIT, Permission.ADMINISTER),
  PLATFORM_ADMIN(
      Permission.VIEW,
      Permission.OPERATE,
      Permission.EDIT,
      Permission.ADMINISTER,
      Permission.PLATFORM),
  PATIENT_DATA(Permission.PATIENT_DATA);

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<Permission> permissions;

  Role(Permission... permissions) {
    this.permissions = Set.of(permissions);
  }

  public Set<Permission> permissions() {
    return permissions;
  }

  /** As people and the API write it: {@code workspace-admin}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of a word. */
  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Role::word).toList();
  }
}
