// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.rules;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation on the state of the whole graph or on a node's life cycle. Never called from within an I/O
 * operation. It may wait and may call operations of either kind.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface GlobalState {
    /** The lock that the caller holds. */
    LockNeed lock() default LockNeed.NONE;
}
