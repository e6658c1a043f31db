package io.hie.actormodel.production;

import java.util.regex.Pattern;

/**
 * Names of productions, workspaces and items. They become parts of entity ids ({@code
 * workspace/project/hash}), of addresses, metric labels and file names, hence the narrow alphabet.
 */
final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  private Names() {}

  static void check(String name, String path, Problems problems) {
    if (!NAME.matcher(name).matches()) {
      problems.error(
          path,
          Shown.quoted(name) + " cannot be a name",
          "1 to 64 letters, digits, _, - and ., the first a letter or digit");
    }
  }
}
