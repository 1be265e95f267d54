"""Store: areas (区域), units (单位), people, memberships, roles and delegation."""
