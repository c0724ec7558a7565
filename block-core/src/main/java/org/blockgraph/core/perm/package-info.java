// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * What users of a node do with it and let others do: pure rules that know roles and kinds of driver, but
 * neither nodes nor locks. The names are those of QEMU's permission system.
 */
package org.blockgraph.core.perm;
