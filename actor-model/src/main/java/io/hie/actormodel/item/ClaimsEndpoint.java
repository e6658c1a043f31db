package io.hie.actormodel.item;

/**
 * Implemented by the settings record of an item class that claims what only one item can have, so
 * that two items that want the same are found before anything starts.
 */
public interface ClaimsEndpoint {

  /** Such as {@code tcp 0.0.0.0:2575} or {@code directory /in}; empty if it claims nothing. */
  String exclusiveEndpoint();
}
