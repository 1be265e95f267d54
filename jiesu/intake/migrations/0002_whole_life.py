

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_whole_life'),
        ('intake', '0001_initial'),
        ('orders', '0002_whole_life'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgentCard',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('seat_no', models.CharField(blank=True, max_length=20)),
                ('group', models.CharField(blank=True, help_text='Skill group', max_length=60)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='orders.order')),
                ('leader', models.CharField(max_length=60)),
                ('post', models.CharField(blank=True, max_length=80)),
                ('instruction', models.TextField(blank=True)),
                ('answer_by', models.DateField(null=True)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='MediaIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outlet', models.CharField(max_length=80)),
                ('published_on', models.DateField(null=True)),
                ('title', models.CharField(max_length=200)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('opened_by', models.CharField(max_length=80)),
                ('opened_at', models.DateTimeField()),
                ('reply', models.TextField(blank=True)),
                ('replied_to', models.CharField(blank=True, help_text='Who at the outlet got the reply', max_length=80)),
                ('replied_by', models.CharField(blank=True, max_length=80)),
                ('replied_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='adoption', serialize=False, to='orders.order')),
                ('verdict', models.CharField(max_length=10)),
                ('reason', models.TextField()),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('words', models.CharField(blank=True, help_text='Words by which it is found', max_length=300)),
                ('body', models.TextField()),
                ('steps', models.TextField(blank=True, help_text='One step a line')),
                ('link', models.URLField(blank=True, max_length=500)),
                ('enterprise', models.BooleanField(default=False)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
        ),
        migrations.AddField(
            model_name='note',
            name='article',
            field=models.ForeignKey(help_text='From what it was answered', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.article'),
        ),
        migrations.CreateModel(
            name='Enterprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('name_hash', models.BinaryField(help_text='As callers keeps the name', max_length=32, unique=True)),
                ('code', models.CharField(blank=True, help_text='Unified social credit code', max_length=18)),
                ('since', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='intake_one_enterprise_a_code')],
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finding', models.CharField(max_length=14)),
                ('reason', models.TextField()),
                ('evidence', models.TextField(blank=True)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('ruling', models.CharField(max_length=10)),
                ('ruled_by', models.CharField(blank=True, max_length=80)),
                ('ruled_at', models.DateTimeField(null=True)),
                ('remark', models.TextField(blank=True)),
                ('defused_at', models.DateTimeField(null=True)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='Defusing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('judgement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='intake.judgement')),
            ],
        ),
        migrations.CreateModel(
            name='MediaLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='intake.mediaissue')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
        ),
        migrations.AddField(
            model_name='mediaissue',
            name='orders',
            field=models.ManyToManyField(related_name='+', through='intake.MediaLink', to='orders.order'),
        ),
        migrations.CreateModel(
            name='Named',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(max_length=10)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Point',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lon', models.DecimalField(decimal_places=6, max_digits=9)),
                ('lat', models.DecimalField(decimal_places=6, max_digits=9)),
                ('how', models.CharField(max_length=10)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='Reform',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scenario', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('category', models.CharField(blank=True, help_text='Orders of this category belong to it', max_length=60)),
                ('due_on', models.DateField(null=True)),
                ('opened_by', models.CharField(max_length=80)),
                ('opened_at', models.DateTimeField()),
                ('result', models.TextField(blank=True)),
                ('done_by', models.CharField(blank=True, max_length=80)),
                ('done_at', models.DateTimeField(null=True)),
                ('orders', models.ManyToManyField(related_name='+', to='orders.order')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=120)),
                ('held_on', models.DateField()),
                ('hours', models.DecimalField(decimal_places=1, max_digits=4)),
                ('result', models.CharField(blank=True, max_length=60)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Green',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='green', to='intake.enterprise')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('enterprise',), name='intake_on_the_green_list_once'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='intake_green_ends_later')],
            },
        ),
        migrations.AddIndex(
            model_name='judgement',
            index=models.Index(fields=['-at', '-id'], name='intake_judgement_newest'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.UniqueConstraint(condition=models.Q(('ruling', 'proposed')), fields=('order',), name='intake_one_open_judgement'),
        ),
        migrations.AddConstraint(
            model_name='medialink',
            constraint=models.UniqueConstraint(fields=('issue', 'order'), name='intake_linked_to_an_issue_once'),
        ),
        migrations.AddIndex(
            model_name='mediaissue',
            index=models.Index(fields=['-opened_at', '-id'], name='intake_issue_newest'),
        ),
        migrations.AddConstraint(
            model_name='mediaissue',
            constraint=models.UniqueConstraint(fields=('outlet', 'title', 'published_on'), name='intake_one_issue_a_report', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='named',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('unit', 'duty'), name='intake_one_named_person_a_duty'),
        ),
        migrations.AddIndex(
            model_name='training',
            index=models.Index(fields=['person', '-held_on'], name='intake_training_of'),
        ),
    ]
