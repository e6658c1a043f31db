package io.hie.actormodel.production;

import java.util.List;

/** What became of a production document. */
public sealed interface Verdict {

  /** All that was found, in the order of the document's places. */
  List<Problem> problems();

  /**
   * It can be started.
   *
   * @param warnings what its author should know
   */
  record Accepted(Production production, List<Problem> warnings) implements Verdict {
    public Accepted {
      warnings = List.copyOf(warnings);
    }

    @Override
    public List<Problem> problems() {
      return warnings;
    }
  }

  /**
   * It cannot be started.
   *
   * @param problems all that is wrong, warnings too; at least one is an error
   */
  record Refused(List<Problem> problems) implements Verdict {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
