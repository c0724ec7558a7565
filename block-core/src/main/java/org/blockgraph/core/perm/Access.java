// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.perm;

/**
 * What one user of a node does with it, and what it lets others do at the same time.
 *
 * @param uses bits of {@link Permission}
 * @param shares bits of {@link Permission}
 */
public record Access(int uses, int shares) {

    /** Uses nothing and minds nothing: what a node without users passes down. */
    public static final Access NONE = new Access(Permission.NONE, Permission.ALL);

    /** Returns what both together use, and what both let others do. */
    public Access with(Access other) {
        return new Access(uses | other.uses, shares & other.shares);
    }

    /** Tells whether the permission is in use. */
    public boolean uses(Permission permission) {
        return (uses & permission.bit()) != 0;
    }

    /** Tells whether others may use the permission. */
    public boolean shares(Permission permission) {
        return (shares & permission.bit()) != 0;
    }

    /** Returns the first permission that this user uses and the other does not share, or null. */
    public Permission against(Access other) {
        for (Permission permission : Permission.values()) {
            if (uses(permission) && !other.shares(permission)) {
                return permission;
            }
        }
        return null;
    }
}
