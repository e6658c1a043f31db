package io.hie.chaostests;

import io.hie.chaostests.cli.ChaosCommand;

/** The program. */
public final class Chaos {
  private Chaos() {}

  /** Exit codes: 0 all held, 1 something did not, 2 wrong usage. */
  public static void main(String[] arguments) {
    System.exit(ChaosCommand.execute(arguments));
  }
}
