/**
 * The search index: a projection of the log into a table of a relational database. One thread of
 * each node takes in what its feed gives it, a batch and its place in one transaction, and never
 * faster than its share of a processor. What many messages have in common (production, type,
 * sender, where they came to and how they stand there) is a {@link Shape}, of which there are few;
 * a message is a narrow row that names one. So most questions are answered in memory by choosing
 * shapes, and the table needs an index by shape and place and few others.
 */
@NullMarked
package io.hie.persistence.search;

import org.jspecify.annotations.NullMarked;
