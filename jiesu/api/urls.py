"""The machines' addresses: one version, one contract."""

urlpatterns = []
