// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import java.util.Locale;

/** What a limit counts, by the names of QMP's ThrottleLimits. */
enum Kind {
    IOPS_TOTAL,
    IOPS_READ,
    IOPS_WRITE,
    BPS_TOTAL,
    BPS_READ,
    BPS_WRITE;

    /** The option's name, such as iops-total. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Tells whether requests are counted, and not bytes. */
    boolean countsRequests() {
        return this == IOPS_TOTAL || this == IOPS_READ || this == IOPS_WRITE;
    }

    boolean covers(Direction direction) {
        return switch (this) {
            case IOPS_TOTAL, BPS_TOTAL -> true;
            case IOPS_READ, BPS_READ -> direction == Direction.READ;
            case IOPS_WRITE, BPS_WRITE -> direction == Direction.WRITE;
        };
    }
}
