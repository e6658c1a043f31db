package io.hie.misplaced.one;

import io.hie.misplaced.other.Egg;

/** In a package without package-info, and in a circle with another. */
public final class Chicken {
  static final Class<?> FROM = Egg.class;

  private Chicken() {}
}
