package io.hie.chaostests.ledger;

import java.util.function.Consumer;

/**
 * Records in order, from a list ({@code list::forEach}) or a file, that are passed by one at a
 * time.
 */
@FunctionalInterface
public interface Source<T> {
  void forEach(Consumer<? super T> consumer);
}
