package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemType;
import java.util.List;

/**
 * Item classes that are not on the class path, such as those of jars that were dropped into a
 * folder. What one object answers never changes; safe for use by many threads.
 */
public interface ItemClasses {
  /** No classes but those of the class path. */
  ItemClasses NONE =
      new ItemClasses() {
        @Override
        public Found find(String name) {
          return new Found.Absent();
        }

        @Override
        public List<String> names() {
          return List.of();
        }

        @Override
        public List<ItemType> types() {
          return List.of();
        }

        @Override
        public List<String> places() {
          return List.of();
        }
      };

  /** Looks a class up by its full name. Nothing of it runs. */
  Found find(String name);

  /** The full names of all classes here that are items. */
  List<String> names();

  /** The types that these places register under names of their own. */
  List<ItemType> types();

  /** Where it looks, in words for people, such as {@code items/ward.jar}. */
  List<String> places();

  /** What a name leads to. */
  sealed interface Found {
    /** A class, and where it is. */
    record Here(Class<?> type, String place) implements Found {}

    /** Nothing of that name. */
    record Absent() implements Found {}

    /** There is something, but it cannot be used. */
    record Refused(String message, String hint) implements Found {}
  }
}
