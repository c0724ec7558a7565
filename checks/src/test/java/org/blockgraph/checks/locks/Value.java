// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known of a value: which lambdas it may be, and whether it may be anything else; or what a test of
 * it tells about the locks.
 *
 * @param others whether it may be an object that is no tracked lambda
 */
record Value(boolean others, Set<Lambda> lambdas, Told told) {

    /** What a comparison of the value with zero or null tells. */
    enum Told {
        NOTHING,
        /** A read was taken if it is true. */
        READ_TAKEN,
        /** The global lock was taken if it is true. */
        GLOBAL_TAKEN,
        /** The write lock was taken if it is not null. */
        WRITE_TAKEN,
        /** True if the global lock is held. */
        GLOBAL_HELD,
        /** True if the thread is the writer. */
        WRITE_HELD
    }

    /**
     * A lambda or method reference with what it captured, or an object that is called like one.
     *
     * @param function the method of the interface that it implements
     * @param site where the object was made; empty for a lambda, whose fields are what it captured
     */
    record Lambda(MethodId function, Call implementation, List<Value> captured, String site) {

        boolean isObject() {
            return !site.isEmpty();
        }

        /** The first arguments of its implementation. */
        List<Value> bound() {
            return isObject() ? List.of(of(this)) : captured;
        }

        int depth() {
            return 1 + captured.stream()
                    .flatMap(value -> value.lambdas().stream())
                    .mapToInt(Lambda::depth)
                    .max()
                    .orElse(0);
        }
    }

    /** Anything but a lambda that is known. */
    static final Value ANY = new Value(true, Set.of(), Told.NOTHING);

    /** Nothing at all: null, or what was never written. */
    static final Value NULL = new Value(false, Set.of(), Told.NOTHING);

    /** More lambdas than this in one place are taken for a mistake of the analysis. */
    static final int MAX_LAMBDAS = 256;

    static Value of(Lambda lambda) {
        return new Value(false, Set.of(lambda), Told.NOTHING);
    }

    static Value telling(Told told) {
        return new Value(true, Set.of(), told);
    }

    Value or(Value other) {
        if (equals(other)) {
            return this;
        }
        Set<Lambda> both = new LinkedHashSet<>(lambdas);
        both.addAll(other.lambdas);
        if (both.equals(lambdas) && others == (others || other.others) && told == Told.NOTHING) {
            return this;
        }
        if (both.size() > MAX_LAMBDAS) {
            throw new IllegalStateException("a value may be more than " + MAX_LAMBDAS + " lambdas: " + both);
        }
        return new Value(others || other.others, both, Told.NOTHING);
    }

    /** As it is passed on, where a test of it tells nothing any more. */
    Value plain() {
        return told == Told.NOTHING ? this : new Value(others, lambdas, Told.NOTHING);
    }
}
