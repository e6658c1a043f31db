package io.hie.actormodel.production;

import java.util.ArrayList;
import java.util.List;

/** Collects faults while a document is checked. Not thread-safe. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  public void error(String path, String message, String hint) {
    found.add(new Problem(Problem.Severity.ERROR, path, message, hint));
  }

  public void warning(String path, String message, String hint) {
    found.add(new Problem(Problem.Severity.WARNING, path, message, hint));
  }

  public List<Problem> all() {
    return List.copyOf(found);
  }

  public boolean hasErrors() {
    return found.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
  }
}
