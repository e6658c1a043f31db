package io.hie.actormodel.item;

/** The three roles of an item ({@code item_type} in the production document). */
public enum ItemKind {
  SERVICE,
  PROCESS,
  OPERATION
}
