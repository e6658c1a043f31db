package io.hie.misplaced.other;

import io.hie.misplaced.one.Chicken;

/** The other half of the circle. */
public final class Egg {
  static final Class<?> FROM = Chicken.class;

  private Egg() {}
}
