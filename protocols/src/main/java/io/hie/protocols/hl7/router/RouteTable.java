package io.hie.protocols.hl7.router;

import io.hie.actormodel.item.Handling;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.Rule;
import java.util.List;

/**
 * Where messages go: the first route whose rule is true of one decides.
 *
 * @param otherwise what is done with a message of which none is true
 */
record RouteTable(List<Route> routes, Handling otherwise) {

  /** What is done with messages of which a rule is true. */
  record Route(Rule when, Handling handling) {}

  RouteTable {
    routes = List.copyOf(routes);
  }

  /** Whether every message goes the same way, so that none need be read. */
  boolean isUnconditional() {
    return routes.isEmpty();
  }

  Handling route(Hl7Message message) {
    for (Route route : routes) {
      if (route.when().matches(message)) {
        return route.handling();
      }
    }
    return otherwise;
  }
}
