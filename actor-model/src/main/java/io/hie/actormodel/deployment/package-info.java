/**
 * What is to run and how it changes: the deployed documents with their versions as {@link
 * io.hie.actormodel.deployment.ProductionEvent}s, what they add up to as a {@link
 * io.hie.actormodel.deployment.ProductionRecord}, and a {@link
 * io.hie.actormodel.deployment.ChangePlan}, which says what a changed document does before anything
 * does it. All of it is pure; where it is kept is behind {@link
 * io.hie.actormodel.deployment.ProductionStore}.
 */
@NullMarked
package io.hie.actormodel.deployment;

import org.jspecify.annotations.NullMarked;
