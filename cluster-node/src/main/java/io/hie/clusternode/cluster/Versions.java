package io.hie.clusternode.cluster;

import java.util.Optional;

/** Which versions of HIE may be in one cluster while it is upgraded. */
final class Versions {
  private record Version(int major, int minor) {}

  private Versions() {}

  /** Whether two are of one major version and at most one minor version apart. */
  static boolean fit(String one, String other) {
    Optional<Version> left = parse(one);
    Optional<Version> right = parse(other);
    if (left.isEmpty() || right.isEmpty()) {
      return one.equals(other);
    }
    return left.get().major() == right.get().major()
        && Math.abs(left.get().minor() - right.get().minor()) <= 1;
  }

  private static Optional<Version> parse(String version) {
    String[] parts = version.split("[.+-]", 3);
    return parts.length >= 2 && parts[0].matches("[0-9]{1,6}") && parts[1].matches("[0-9]{1,6}")
        ? Optional.of(new Version(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])))
        : Optional.empty();
  }
}
