package io.hie.actormodel.production;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects faults while a document is checked, up to {@link #MOST}; nobody mends more in one go.
 * Not thread-safe.
 */
public final class Problems {
  /** Errors kept, and warnings kept. */
  public static final int MOST = 1000;

  private final List<Problem> found = new ArrayList<>();
  private int errors;
  private int warnings;

  public void error(String path, String message, String hint) {
    if (errors++ < MOST) {
      found.add(new Problem(Problem.Severity.ERROR, path, message, hint));
    }
  }

  public void warning(String path, String message, String hint) {
    if (warnings++ < MOST) {
      found.add(new Problem(Problem.Severity.WARNING, path, message, hint));
    }
  }

  void addAll(Problems others) {
    for (Problem problem : others.found) {
      switch (problem.severity()) {
        case ERROR -> error(problem.path(), problem.message(), problem.hint());
        case WARNING -> warning(problem.path(), problem.message(), problem.hint());
      }
    }
  }

  public List<Problem> all() {
    return List.copyOf(found);
  }

  public boolean hasErrors() {
    return errors > 0;
  }

  /** Whether more errors are not kept, so that it is vain to look for hints. */
  boolean isFull() {
    return errors >= MOST;
  }

  /** How many errors there are, kept or not. */
  int errors() {
    return errors;
  }
}
